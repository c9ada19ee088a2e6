/** Sweeps on an Apache Spark cluster. */
package org.pushforward.spark;
