module hongbao/gopay

go 1.24.0

require github.com/go-pay/gopay v1.5.117

require (
	github.com/go-pay/crypto v0.0.1 // indirect
	github.com/go-pay/xlog v0.0.3 // indirect
	github.com/go-pay/xtime v0.0.2 // indirect
)
