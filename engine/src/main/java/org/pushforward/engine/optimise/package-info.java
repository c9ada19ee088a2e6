/** Optimizers, and what they do where theory says otherwise. */
package org.pushforward.engine.optimise;
