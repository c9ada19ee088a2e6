/**
 * The contracts everything else is written against: an {@link org.pushforward.engine.api.Experiment} declares parameters, panes and
 * checks and creates a {@link org.pushforward.engine.api.Solver}; the solver publishes immutable
 * {@link org.pushforward.engine.api.Frame}s made of {@link org.pushforward.engine.api.Layer}s.
 *
 * <p>Arrays inside records are shared, not copied, and are never written after publication.
 */
package org.pushforward.engine.api;
