/** Bridges between categories as whole tables: every probability is stored, so that the exact answer is known. */
package org.pushforward.engine.bridge.discrete.table;
