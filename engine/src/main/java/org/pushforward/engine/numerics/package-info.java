/** Kernels shared by the families: transforms, Krylov methods, quadrature, splines, filters. They allocate nothing per call. */
package org.pushforward.engine.numerics;
