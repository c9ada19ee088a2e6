/** Arithmetic without rounding: finite fields, rings, linear circuits and bilinear schemes. */
package org.pushforward.engine.numerics.exact;
