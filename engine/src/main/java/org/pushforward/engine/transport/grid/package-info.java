/** Transport between densities on grids: Sinkhorn's iteration with kernels that are never stored, barycenters, back-and-forth. */
package org.pushforward.engine.transport.grid;
