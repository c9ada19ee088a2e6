/** Diffusion Schrödinger bridges whose drifts are networks, and the matching methods they are compared with. */
package org.pushforward.engine.bridge.learned;
