"""How text travelled: edges between statements, found by the machine or drawn by people, and what people decided on them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from tracker.models.base import Viewer, Word, one_of
from tracker.terms import EdgeRuling


class EdgeQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> EdgeQuerySet:
        """Everyone with a role sees every edge."""
        from tracker.roles import Act, may

        return self if may(person, Act.READ) else self.none()

    def standing(self) -> EdgeQuerySet:
        """Those that count: neither cut nor waiting for a person."""
        return self.filter(cut_at=None, proposed=False)

    def proposed(self) -> EdgeQuerySet:
        """Those that wait for a person's word and count for nothing until then."""
        return self.filter(cut_at=None, proposed=True)

    def with_context(self) -> EdgeQuerySet:
        """Both ends with their reports, in constant queries."""
        path = "reading__revision__report__publisher"
        return self.select_related(f"child__{path}", f"parent__{path}", "claim", "decided_by").prefetch_related(
            "child__links__source", "parent__links__source"
        )


class Edge(models.Model):
    """How text travelled: this statement derives from another statement, or from an utterance that is named but not in the record.

    With a *claim* it was concluded from what both say of that claim, and counts there only: one sentence that bears on two claims
    may have each part from somebody else. Without one it counts wherever the child stands.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey("tracker.Statement", on_delete=models.CASCADE, related_name="edges")
    parent = models.ForeignKey("tracker.Statement", null=True, blank=True, on_delete=models.CASCADE, related_name="derived")
    utterance = models.CharField(max_length=300, blank=True, help_text="Who is named, where the words themselves are not in the record.")
    claim = models.ForeignKey("tracker.Claim", null=True, blank=True, on_delete=models.CASCADE, related_name="edges")
    method = models.CharField(max_length=40, help_text="attribution, copy, link, shared quote, feed, same report, analyst")
    confidence = models.FloatField()
    proposed = models.BooleanField(default=False, help_text="Waits for a person; counts for nothing until then.")
    grounds = models.JSONField(
        default=dict, blank=True, help_text="What it was concluded from: the share of words, the quotation, the address."
    )
    decided_by = models.ForeignKey("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="edges_decided")
    made_at = models.DateTimeField()
    cut_at = models.DateTimeField(null=True, blank=True)

    objects = EdgeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(parent__isnull=False) | ~Q(utterance=""), name="edge_leads_somewhere"),
            models.CheckConstraint(condition=~Q(parent=F("child")), name="edge_not_to_itself"),
            models.CheckConstraint(condition=Q(confidence__gte=0, confidence__lte=1), name="edge_confidence_0_to_1"),
            models.UniqueConstraint(fields=["child", "parent", "method"], condition=Q(cut_at=None, claim=None), name="edge_once"),
            models.UniqueConstraint(
                fields=["child", "parent", "method", "claim"], condition=Q(cut_at=None, claim__isnull=False), name="edge_once_for_a_claim"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} from {self.parent_id or self.utterance}"

    @property
    def state(self) -> str:
        """ "standing", "proposed" or "cut"."""
        return "cut" if self.cut_at else "proposed" if self.proposed else "standing"


class EdgeDecision(models.Model):
    """A person's word on an edge. The newest that is not withdrawn holds; ``was`` is what the edge held before it, and what a withdrawal restores."""

    edge = models.ForeignKey(Edge, on_delete=models.CASCADE, related_name="decisions")
    ruling = Word(EdgeRuling)
    by = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="edge_decisions")
    at = models.DateTimeField()
    reason = models.TextField()
    was = models.JSONField(default=dict, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="edge_decisions_withdrawn"
    )
    inherited = models.BooleanField(default=False, help_text="Copied to the edge of the statement that took the child's place.")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [one_of("ruling", EdgeRuling, "edge_ruling_known")]

    def __str__(self) -> str:
        return f"{self.ruling} of edge {self.edge_id} by {self.by}"
