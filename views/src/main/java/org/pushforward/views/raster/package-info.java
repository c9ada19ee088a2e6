/**
 * Everything that is drawn in the plane or projected onto it, in software, into an {@code int[]}: the same pixels in the window, for
 * {@code render} and in tests. Free of any toolkit. {@link org.pushforward.views.raster.PaneRenderer} is the entry.
 */
package org.pushforward.views.raster;
