"""The post store: the only room that speaks SQL to ClickHouse."""
