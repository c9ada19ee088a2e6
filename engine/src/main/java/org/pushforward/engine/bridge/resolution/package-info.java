/** Ensembles of fine fields from a coarse one, by bridges and by conditional diffusion. */
package org.pushforward.engine.bridge.resolution;
