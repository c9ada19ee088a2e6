/** Ensembles of fine fields from a coarse one, by bridges and by conditional diffusion, with expectations that are known or learned. */
package org.pushforward.engine.bridge.resolution;
