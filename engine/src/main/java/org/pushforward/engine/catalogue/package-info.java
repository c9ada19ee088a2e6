/** The list of experiments: the only package that knows the families. */
package org.pushforward.engine.catalogue;
