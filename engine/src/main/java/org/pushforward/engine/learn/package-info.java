/**
 * Networks and their training. The only package that sees libtorch, which is loaded on first use; to the rest a network is a function
 * with its weights in one array, and a loss is its derivative with respect to the outputs.
 */
package org.pushforward.engine.learn;
