/** Schrödinger bridges: the most likely way from one distribution to another for particles that diffuse. */
package org.pushforward.engine.bridge;
