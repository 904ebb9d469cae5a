package io.holdfast.examples.egress;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A Java agent that has a process note in a file each address it binds or connects a socket to or sends a datagram to,
 * each socket in the file system, and each name of a host that it asks the system for: in the JDK's own classes, which
 * no library gets past.
 */
public final class SocketAgent {
    /** The property, no text, that holds what the JDK's classes call: they see no class of ours. */
    private static final String NOTE = "holdfast.test.note";

    private static final Map<String, Set<String>> NOTED = Map.of(
        "sun/nio/ch/Net", Set.of("bind", "connect"),
        "sun/nio/ch/UnixDomainSockets", Set.of("bind", "connect"),
        "sun/nio/ch/DatagramChannelImpl", Set.of("send"),
        "java/net/InetAddress", Set.of("getAddressesFromNameService", "getLocalHost", "getHostFromNameService"));

    private SocketAgent() {
    }

    /** What the JVM calls before the program, with the file to note in as its argument. */
    public static void premain(final String file, final Instrumentation instrumentation)
        throws ClassNotFoundException, UnmodifiableClassException {
        System.getProperties().put(NOTE, new SocketNote(Path.of(file)));
        instrumentation.addTransformer(new Noting(), true);
        for (final String type : NOTED.keySet()) {
            instrumentation.retransformClasses(Class.forName(type.replace('/', '.')));
        }
    }

    /** Makes the jar of the agent: a manifest that refers to where this class is. */
    static Path jar(final Path folder) throws IOException {
        final Manifest manifest = new Manifest();
        final Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", SocketAgent.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        attributes.put(Attributes.Name.CLASS_PATH, place(SocketAgent.class) + " " + place(ClassReader.class));
        final Path jar = folder.resolve("sockets.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    private static String place(final Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().toString();
    }

    /** Puts a call at the beginning of each of the methods. */
    private static final class Noting implements ClassFileTransformer {
        @Override
        public byte[] transform(final ClassLoader loader, final String type, final Class<?> redefined,
                                final ProtectionDomain domain, final byte[] bytes) {
            if (!NOTED.containsKey(type)) {
                return null;
            }
            final ClassReader reader = new ClassReader(bytes);
            final ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
            reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
                @Override
                public MethodVisitor visitMethod(final int access, final String name, final String descriptor,
                                                 final String signature, final String[] exceptions) {
                    final MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                    final boolean isNoted = NOTED.get(type).contains(name) && (access & Opcodes.ACC_NATIVE) == 0;
                    return isNoted ? noting(method, type + "." + name, access, descriptor) : method;
                }
            }, 0);
            return writer.toByteArray();
        }

        private static MethodVisitor noting(final MethodVisitor method, final String name, final int access,
                                            final String descriptor) {
            return new MethodVisitor(Opcodes.ASM9, method) {
                @Override
                public void visitCode() {
                    super.visitCode();
                    int variable = (access & Opcodes.ACC_STATIC) == 0 ? 1 : 0;
                    for (final Type argument : Type.getArgumentTypes(descriptor)) {
                        if (argument.getSort() == Type.OBJECT) {
                            note(variable);
                        }
                        variable += argument.getSize();
                    }
                }

                private void note(final int variable) {
                    super.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/System", "getProperties",
                        "()Ljava/util/Properties;", false);
                    super.visitLdcInsn(NOTE);
                    super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/util/Properties", "get",
                        "(Ljava/lang/Object;)Ljava/lang/Object;", false);
                    super.visitTypeInsn(Opcodes.CHECKCAST, "java/util/function/BiConsumer");
                    super.visitLdcInsn(name);
                    super.visitVarInsn(Opcodes.ALOAD, variable);
                    super.visitMethodInsn(Opcodes.INVOKEINTERFACE, "java/util/function/BiConsumer", "accept",
                        "(Ljava/lang/Object;Ljava/lang/Object;)V", true);
                }
            };
        }
    }
}
