/** How networks are made small: fewer weights, fewer bits, fewer operations. */
package org.pushforward.engine.compress;
