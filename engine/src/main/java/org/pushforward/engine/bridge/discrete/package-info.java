/** Schrödinger bridges between distributions on finitely many categories. */
package org.pushforward.engine.bridge.discrete;
