/** Mesh movers: monitor functions, the Monge-Ampère mover, mesh quality. */
package org.pushforward.engine.mesh;
