package io.headwater.bench;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2CodecUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Flags;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameTypes;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;

/** Frames by hand: as much of HTTP/2 and gRPC as a benchmark writes. Each method appends whole frames to {@code out}. */
final class Http2 {
    static final int FRAME_HEADER = Http2CodecUtil.FRAME_HEADER_LENGTH;
    static final int MESSAGE_HEADER = 5;
    static final int END_STREAM = 0x1;
    static final int ACK = 0x1;

    private static final int END_HEADERS = 0x4;
    private static final int MAX_FRAME = Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE;

    private Http2() {}

    static void preface(ByteBuf out) {
        out.writeBytes(Http2CodecUtil.connectionPrefaceBuf());
    }

    static void frame(ByteBuf out, int length, byte type, int flags, int stream) {
        Http2CodecUtil.writeFrameHeader(out, length, type, new Http2Flags((short) flags), stream);
    }

    static void settings(ByteBuf out) {
        frame(out, 0, Http2FrameTypes.SETTINGS, 0, 0);
    }

    static void windowUpdate(ByteBuf out, int stream, int bytes) {
        frame(out, 4, Http2FrameTypes.WINDOW_UPDATE, 0, stream);
        out.writeInt(bytes);
    }

    static void headers(ByteBuf out, int stream, Http2Headers headers, DefaultHttp2HeadersEncoder encoder)
            throws Http2Exception {
        var block = out.alloc().buffer();
        try {
            encoder.encodeHeaders(stream, headers, block);
            frame(out, block.readableBytes(), Http2FrameTypes.HEADERS, END_HEADERS, stream);
            out.writeBytes(block);
        } finally {
            block.release();
        }
    }

    /** One gRPC message in as many DATA frames as it takes. */
    static void message(ByteBuf out, int stream, byte[] message, int flags) {
        var body = out.alloc().buffer(MESSAGE_HEADER + message.length);
        try {
            body.writeByte(0).writeInt(message.length).writeBytes(message);
            while (body.isReadable()) {
                int length = Math.min(body.readableBytes(), MAX_FRAME);
                frame(out, length, Http2FrameTypes.DATA, length == body.readableBytes() ? flags : 0, stream);
                out.writeBytes(body, length);
            }
        } finally {
            body.release();
        }
    }
}
