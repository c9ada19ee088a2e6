/** Optimal transport between measures: on the line, to points with their cells, onto a second boundary; the entropic kind lies below. */
package org.pushforward.engine.transport;
