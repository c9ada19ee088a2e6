/** Moments, transforms, time stepping and correlations. */
package org.pushforward.engine.analysis;
