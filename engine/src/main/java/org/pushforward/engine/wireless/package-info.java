/** Many users on one channel. */
package org.pushforward.engine.wireless;
