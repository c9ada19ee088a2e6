/** Layers as functions of named weights: a layer says which arrays it has and what it makes of its inputs. */
package org.pushforward.engine.learn.layer;
