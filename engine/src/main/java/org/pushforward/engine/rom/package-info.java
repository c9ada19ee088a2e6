/** Reduced models: few numbers instead of many, found from snapshots of the whole. */
package org.pushforward.engine.rom;
