/** What single calls of one thread cost. Each benchmark is told what one message takes out of a chunk of 256. */
package io.holdfast.jmh;
