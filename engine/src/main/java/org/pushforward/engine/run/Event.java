package org.pushforward.engine.run;

import org.pushforward.engine.api.Change;

/** A change of a run with the number of steps that were done when it was made; it takes effect before the next step. */
public record Event(long step, Change change) { }
