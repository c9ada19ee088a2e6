/** State-space models of sequences. */
package org.pushforward.engine.sequence;
