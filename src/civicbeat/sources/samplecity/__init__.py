"""The sample city: sixty days of invented civic talk with planted truth, for the demo and for tests."""
