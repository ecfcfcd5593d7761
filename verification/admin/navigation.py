"""The side bar: what each person may open, in the order of a working day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tracker.roles import Act, may


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """Groups of links; what a person may not open is left out."""
    person = request.user

    def link(title: str, icon: str, name: str, act: Act = Act.READ) -> dict[str, Any]:
        return {"title": title, "icon": icon, "link": reverse(f"admin:{name}"), "permission": lambda request: may(person, act)}

    return [
        {
            "title": "Desk",
            "items": [
                link("Home", "home", "index"),
                link("Add a report", "post_add", "add_report", Act.REPORT_ADD),
                link("Review queue", "inbox", "queue", Act.REVIEW_TAKE),
                link("Give out work", "assignment_ind", "hand_out", Act.ASSIGN),
                link("Claims", "fact_check", "tracker_claim_changelist"),
                link("Inflation board", "trending_up", "inflations"),
            ],
        },
        {
            "title": "Record",
            "items": [
                link("Reports", "article", "tracker_report_changelist"),
                link("Statements", "format_quote", "tracker_statement_changelist"),
                link("Sources", "account_balance", "tracker_source_changelist"),
                link("Feeds", "rss_feed", "tracker_feed_changelist", Act.FEED_EDIT),
                link("Topics", "topic", "tracker_topic_changelist"),
                link("Lexicon", "dictionary", "lexicon"),
            ],
        },
        {
            "title": "Keeping",
            "items": [
                link("Work", "manufacturing", "tracker_workitem_changelist", Act.WORK_SEE),
                link("Digests", "mail", "digests_watched", Act.DIGESTS_WATCH),
                link("Webhooks", "webhook", "verification_webhook_changelist", Act.WEBHOOK_MANAGE),
                link("My settings", "tune", "me"),
                link("Reviewers", "school", "reviewers", Act.REVIEWERS_EDIT),
                link("People", "group", "tracker_person_changelist", Act.PEOPLE_MANAGE),
                link("Invitations", "forward_to_inbox", "invitations", Act.PEOPLE_MANAGE),
                link("Removals", "delete_forever", "removals", Act.REPORT_REDACT),
            ],
        },
    ]
