/** Light Schrödinger bridges: potentials that are mixtures of Gaussians, with closed forms for plan and drift. */
package org.pushforward.engine.bridge.light;
