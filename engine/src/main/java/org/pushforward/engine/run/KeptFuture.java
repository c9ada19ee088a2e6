package org.pushforward.engine.run;

/**
 * The future that a change in the past cut off.
 *
 * @param definition the run as it was, with the events that lay ahead
 * @param step at which it was cut
 * @param frontier the furthest step that had been computed
 */
public record KeptFuture(RunDefinition definition, long step, long frontier) { }
