/** Whether a GPU is a program on the processor. Browsers don't all say so themselves. */
export const isSoftwareGpu = (info: GPUAdapterInfo): boolean =>
  info.isFallbackAdapter ||
  /swiftshader|llvmpipe|software/i.test(
    `${info.description} ${info.vendor} ${info.architecture} ${info.device}`,
  );
