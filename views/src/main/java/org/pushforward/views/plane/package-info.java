/** Panes: the software raster on screen, with cameras, probe and brush. FX thread unless said otherwise. */
package org.pushforward.views.plane;
