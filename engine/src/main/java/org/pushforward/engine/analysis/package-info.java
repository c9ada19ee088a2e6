/** Moments, quadrature, transforms and steps in time: numbers whose exact value is known. */
package org.pushforward.engine.analysis;
