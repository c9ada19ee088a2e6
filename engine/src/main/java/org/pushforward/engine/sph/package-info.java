/** Fluids and gases made of particles that carry their mass along: smoothed-particle hydrodynamics, and convolutions that learn it. */
package org.pushforward.engine.sph;
