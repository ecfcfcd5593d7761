"""Addresses of the judgement's API, below /api/v1/ beside the record's."""

from django.urls import path

from tracker.terms import Verdict
from verification.api import acts, claims, edges, exports, flags, follows, rearranging, reviews, webhooks, weighing

app_name = "judgement_api"
VERDICTS = {
    "confirm": Verdict.CONFIRMED,
    "partly": Verdict.PARTLY_CONFIRMED,
    "refute": Verdict.REFUTED,
    "mark_unresolved": Verdict.UNRESOLVED,
}
urlpatterns = [
    path("claims", acts.ReadOrOpen.as_view(), name="claims"),
    path("claims/<uuid:uuid>", claims.OneClaim.as_view(), name="claim"),
    path("claims/export", exports.ExportOfList.as_view(), name="claims_export"),
    path("claims/<uuid:uuid>/export", exports.ExportOfClaim.as_view(), name="claim_export"),
    path("topics/<uuid:uuid>/export", exports.ExportOfTopic.as_view(), name="topic_export"),
    path("export", exports.ExportOfEverything.as_view(), name="export"),
    path("claims/<uuid:uuid>/support", weighing.SupportOfClaim.as_view(), name="claim_support"),
    path("claims/<uuid:uuid>/accept", acts.Accept.as_view(), name="claim_accept"),
    path("claims/<uuid:uuid>/edit", acts.Edit.as_view(), name="claim_edit"),
    path("claims/<uuid:uuid>/dismiss", acts.Dismiss.as_view(), name="claim_dismiss"),
    path("claims/<uuid:uuid>/assign", acts.Assign.as_view(), name="claim_assign"),
    path("claims/<uuid:uuid>/take", acts.Take.as_view(), name="claim_take"),
    path("claims/<uuid:uuid>/release", acts.Release.as_view(), name="claim_release"),
    *(path(f"claims/<uuid:uuid>/{verb}", acts.Sign.as_view(verdict=verdict), name=f"claim_{verb}") for verb, verdict in VERDICTS.items()),
    path("claims/<uuid:uuid>/reopen", acts.Reopen.as_view(), name="claim_reopen"),
    path("claims/<uuid:uuid>/supersede", acts.Supersede.as_view(), name="claim_supersede"),
    path("claims/<uuid:uuid>/merge", rearranging.Merge.as_view(), name="claim_merge"),
    path("claims/<uuid:uuid>/unmerge", rearranging.Unmerge.as_view(), name="claim_unmerge"),
    path("claims/<uuid:uuid>/split", rearranging.Split.as_view(), name="claim_split"),
    path("claims/<uuid:uuid>/restore", rearranging.Restore.as_view(), name="claim_restore"),
    *(
        path(f"{noun}s/<uuid:uuid>/{verb}", view.as_view(noun=noun), name=f"{noun}_{verb}")
        for noun in ("statement", "report")
        for verb, view in (("withdraw", rearranging.Withdraw), ("undo_withdrawal", rearranging.UndoWithdrawal))
    ),
    path("evidence", rearranging.ReadOrSet.as_view(), name="evidence"),
    path("evidence/<uuid:uuid>/accept", acts.AcceptEvidence.as_view(), name="evidence_accept"),
    path("evidence/<uuid:uuid>/reject", acts.RejectEvidence.as_view(), name="evidence_reject"),
    path("evidence/<uuid:uuid>/relabel", acts.RelabelEvidence.as_view(), name="evidence_relabel"),
    path("sources/<uuid:uuid>/record", weighing.RecordOfSource.as_view(), name="source_record"),
    path("edges", edges.Edges.as_view(), name="edges"),
    path("edges/<uuid:uuid>/confirm", edges.ConfirmEdge.as_view(), name="edge_confirm"),
    path("edges/<uuid:uuid>/cut", edges.CutEdge.as_view(), name="edge_cut"),
    path("edges/<uuid:uuid>/undo", edges.UndoEdge.as_view(), name="edge_undo"),
    path("flags", flags.Flags.as_view(), name="flags"),
    path("assignments", reviews.Assignments.as_view(), name="assignments"),
    path("reviews", reviews.Reviews.as_view(), name="reviews"),
    path("digests", reviews.Digests.as_view(), name="digests"),
    path("follows", follows.Follows.as_view(), name="follows"),
    path("follows/<str:target>", follows.OneFollow.as_view(), name="unfollow"),
    path("events", reviews.Events.as_view(), name="events"),
    path("flags/<uuid:uuid>/close", acts.CloseFlag.as_view(), name="flag_close"),
    path("webhooks", webhooks.Webhooks.as_view(), name="webhooks"),
    path("webhooks/<uuid:uuid>", webhooks.OneWebhook.as_view(), name="webhook"),
    path("webhooks/<uuid:uuid>/rotate", webhooks.Rotate.as_view(), name="webhook_rotate"),
    path("webhooks/<uuid:uuid>/pause", webhooks.Pause.as_view(), name="webhook_pause"),
    path("webhooks/<uuid:uuid>/resume", webhooks.Resume.as_view(), name="webhook_resume"),
    path("webhooks/<uuid:uuid>/test", webhooks.Try.as_view(), name="webhook_test"),
    path("deliveries", webhooks.Deliveries.as_view(), name="deliveries"),
    path("deliveries/<uuid:uuid>/send_again", webhooks.SendAgain.as_view(), name="delivery_send_again"),
]
