/** Formulas as they are printed: from the line an experiment writes, or from a subset of TeX. */
package org.pushforward.views.formula;
