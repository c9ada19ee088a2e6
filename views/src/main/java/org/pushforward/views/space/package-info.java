/** Surfaces in three dimensions, drawn by the graphics card. FX thread only. */
package org.pushforward.views.space;
