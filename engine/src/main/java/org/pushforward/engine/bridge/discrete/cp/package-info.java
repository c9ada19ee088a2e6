/** Light bridges between categories in many coordinates: plans as sums of products. */
package org.pushforward.engine.bridge.discrete.cp;
