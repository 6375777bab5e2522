/// Where libFuzzer enters (scripts/fuzz). Never called in a build without it.
@c package func LLVMFuzzerTestOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    MessageFuzzing.run(UnsafeRawBufferPointer(start: data, count: count))
    return 0
}
