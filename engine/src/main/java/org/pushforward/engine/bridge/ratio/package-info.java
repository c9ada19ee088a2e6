/** Ratios of densities from the time scores of bridges between them. */
package org.pushforward.engine.bridge.ratio;
