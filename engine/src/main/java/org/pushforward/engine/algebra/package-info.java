/** Matrices, tensors and finite structures: schemes that multiply, factorisations, designs. */
package org.pushforward.engine.algebra;
