-- What of the credits can matter to how an obligation stands is found without looking at the rest: what has not ended by an
-- instant, what ended last before it, and the first version that was returned.
CREATE INDEX credits_ended ON credits (obligation, (coalesce(ended_at, 'infinity')));
CREATE INDEX credits_returned ON credits (obligation, received_at) WHERE end_kind = 'returned';
