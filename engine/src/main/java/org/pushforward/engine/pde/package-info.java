/** Learned operators and physics-informed networks for partial differential equations. */
package org.pushforward.engine.pde;
