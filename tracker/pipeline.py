"""The steps of the queue of record and what does each, by dotted names: the record calls the judgement by these alone, and imports nothing of it."""

PIPELINE = {  # kind: what does it; followers are what it returns (tracker.work.Follow)
    "read": "tracker.services.reading.read_revision",
    "reread": "tracker.services.rereading.reread_revision",
    "compare": "verification.services.comparing.compare_reading",
    "compare_back": "verification.services.comparing.compare_back",
    "catch_up": "verification.services.recomparing.catch_up",
    "weigh": "verification.services.weighing.weigh",
    "deliver": "verification.services.delivering.settle",
    "poll": "tracker.services.polling.take",
    "article": "tracker.services.polling.take_page",
    "table": "tracker.services.importing.take_part",
    "index": "verification.services.integrity.index_again",
    "weigh_flags": "verification.services.integrity.weigh_flags",
    "recount": "verification.services.tallying.recount",
    "tell": "verification.services.digesting.tell",
    "digest": "verification.services.digesting.make",
    "mail": "verification.services.sending.offered",
    "invitation": "tracker.services.inviting.mailed",
    "reset": "tracker.services.resetting.mailed",
}
ERRANDS = {  # kind: what is done for it first, outside its transaction (tracker.work.step)
    "poll": "tracker.services.polling.bring_news",
    "article": "tracker.services.polling.bring_page",
    "deliver": "verification.services.delivering.carry",
    "mail": "verification.services.sending.offer",
    "invitation": "tracker.services.inviting.mail_out",
    "reset": "tracker.services.resetting.mail_out",
}
WARM_UP = ("tracker.services.reading.warm_up", "verification.services.pairing.warm_up")  # what a worker does before it takes its first step
FOLLOWED_BY = "verification.services.recomparing.follow"  # what else changes when a report is held to say something else (tracker.changing)
ANSWERED_BY = "verification.services.recomparing.answered_by_another"  # what else changes when another body answers for a source
SEARCH_WORDS = "verification.retrieval.words_asked"  # how what a person types is written in the full-text index
