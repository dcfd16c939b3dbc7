"""Every address of the console."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from civicbeat.governance.accounts.needs import for_everybody, for_the_signed_in
from civicbeat.web.views import (
    account,
    assets,
    compare,
    emerging,
    findings,
    following,
    guide,
    imports,
    intake,
    labelling,
    live,
    now,
    offers,
    parts,
    register,
    search,
    sources,
    topics,
    trends,
)

app_name = "web"

urlpatterns = [
    path("", now.now, name="now"),
    path("sign-in", for_everybody(account.SignIn.as_view()), name="sign-in"),
    path("sign-out", for_the_signed_in(LogoutView.as_view()), name="sign-out"),
    path("language", account.language, name="language"),
    path("theme", account.theme, name="theme"),
    path("reason", account.reason, name="reason"),
    path("live", live.live, name="live"),
    path("panel/<slug:name>", parts.panel, name="panel"),
    path("count", parts.count, name="count"),
    path("posts", parts.posts, name="posts"),
    path("search", search.search, name="search"),
    path("search/export", search.export, name="search-export"),
    path("compare", compare.compare, name="compare"),
    path("emerging", emerging.emerging, name="emerging"),
    path("impact", findings.impact, name="impact"),
    path("stories", findings.stories, name="stories"),
    path("stories/<int:number>", findings.story, name="story"),
    path("trends", trends.trends, name="trends"),
    path("topics", topics.topics, name="topics"),
    path("topics/new", topics.new, name="topics-new"),
    path("topics/<int:pk>", topics.detail, name="topics-detail"),
    path("topics/<int:pk>/label", labelling.labelling, name="topics-label"),
    path("topics/<int:pk>/edit", topics.edit, name="topics-edit"),
    path("sources", sources.sources, name="sources"),
    path("sources/follow", sources.follow, name="sources-follow"),
    path("sources/look", offers.look, name="sources-look"),
    path("sources/take", offers.take, name="sources-take"),
    path("sources/new", following.kinds, name="sources-new"),
    path("sources/new/<slug:kind>", following.new, name="sources-new-kind"),
    path("sources/withdrawn", sources.withdrawn, name="sources-withdrawn"),
    path("sources/<int:pk>", following.source, name="sources-detail"),
    path("sources/<int:pk>/act", following.act, name="sources-act"),
    path("imports", imports.upload, name="imports-upload"),
    path("imports/mapping/<str:token>", imports.mapping, name="imports-mapping"),
    path("imports/<int:pk>", imports.run, name="imports-run"),
    path("intake/schema.json", intake.schema, name="intake-schema"),
    path("intake/<str:name>", intake.intake, name="intake"),
    path("register", register.register, name="register"),
    path("register.json", register.register_json, name="register-json"),
    path("guide", guide.guide, name="guide"),
    path("assets/vega-<str:release>.js", assets.vega, name="vega"),
]
