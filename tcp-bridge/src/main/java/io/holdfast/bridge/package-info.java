/** Clients and servers that make connections over TCP; driven by the user's threads. */
package io.holdfast.bridge;
