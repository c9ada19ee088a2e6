/** How networks are built and behave: layers, kernels and bases, with few or no weights. */
package org.pushforward.engine.networks;
