/** Grains that push each other: the discrete element method. */
package org.pushforward.engine.dem;
