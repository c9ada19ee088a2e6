/** Shapes: where a field has a value, how a graph lies in the plane. */
package org.pushforward.engine.geometry;
