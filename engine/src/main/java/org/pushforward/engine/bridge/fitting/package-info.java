/** Iterative proportional and iterative Markovian fitting where every iterate is known. */
package org.pushforward.engine.bridge.fitting;
