/** Optimal transport between measures: entropic (Sinkhorn). */
package org.pushforward.engine.transport;
