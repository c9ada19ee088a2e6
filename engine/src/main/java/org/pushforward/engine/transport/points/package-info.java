/** Entropic transport between points in any dimension: Sinkhorn's iteration, exact, unbalanced and partial, with Newton's method for small blurs. */
package org.pushforward.engine.transport.points;
