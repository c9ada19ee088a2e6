/**
 * Diffusion samplers. With x̂ = x/α and σ̂ = σ/α every Gaussian diffusion is dx̂/dσ̂ = ε(x̂, σ̂): one score, one grid of σ̂, and samplers of a
 * few lines each.
 */
package org.pushforward.engine.diffusion;
