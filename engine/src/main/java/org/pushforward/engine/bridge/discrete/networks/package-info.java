/** Bridges between categories that networks learn: in the plane, in many coordinates, digits. */
package org.pushforward.engine.bridge.discrete.networks;
